import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'

const onLinux = process.platform === 'linux'

/** When a running process started, in ticks. Process ids are reused, so on Linux the id and the start identify a process. */
export async function readStart(pid: number): Promise<string | undefined> {
  try {
    if (!onLinux) return process.kill(pid, 0) ? '' : undefined
    const [state, ...fields] = (await readFile(`/proc/${pid}/stat`, 'latin1')).replace(/^.*\) /s, '').split(' ')
    return state === 'Z' ? undefined : fields[18]
  } catch {
    return undefined
  }
}

/** The command line of a running process; empty if there is none. */
export async function readCommand(pid: number): Promise<string> {
  try {
    if (onLinux) return await readFile(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
