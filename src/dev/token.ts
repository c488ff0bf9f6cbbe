/** `npm run token`: prints one development token and nothing else, whether or not the service is running. */
import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { ConfigError, fail } from '../failure.ts'
import { isOffice, isParticipantId, scopes } from '../http/auth.ts'
import { demoAgency, developmentKey, signToken } from './issuer.ts'

const options = {
  agency: { type: 'string' },
  scope: { type: 'string' },
  participant: { type: 'string' },
  office: { type: 'string' },
} as const

function readArguments() {
  try {
    return parseArgs({ options }).values
  } catch {
    throw new ConfigError(
      'usage: npm run --silent token -- [--agency <uuid>] [--scope "plans:read plans:write"] [--participant <id>] [--office <name>]',
    )
  }
}

async function token(): Promise<string> {
  if (process.env.NODE_ENV === 'production')
    throw new ConfigError('Development tokens are not made with NODE_ENV=production')
  const { agency: agencyId = demoAgency, scope = scopes.join(' '), participant, office } = readArguments()
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(agencyId))
    throw new ConfigError('--agency must be a UUID in lower case')
  if (scope.split(' ').some((one) => !(scopes as readonly string[]).includes(one)))
    throw new ConfigError(`--scope must be of ${scopes.join(', ')}`)
  if (participant !== undefined && !isParticipantId(participant))
    throw new ConfigError('--participant must be the id of a participant')
  if (office !== undefined && !isOffice(office)) throw new ConfigError('--office must be the name of an office')
  const limits = { participantId: participant, office }
  return signToken(await developmentKey(readConfig(process.env).dataDir), { agencyId, scope, ...limits })
}

console.log(await token().catch(fail))
