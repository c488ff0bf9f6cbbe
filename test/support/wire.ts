/** Requests as bytes on a socket: what no HTTP library would send. */
import { connect } from 'node:net'
import type { Json, Service } from './service.ts'

export type Reply = { status: number; headers: Headers; text: string; body: Json }

function parsed(bytes: Buffer): Reply {
  const end = bytes.indexOf('\r\n\r\n')
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = new Headers(lines.map((line) => line.split(/: *(.*)/, 2) as [string, string]))
  const text = bytes.subarray(end + 4).toString()
  const body = headers.get('content-type')?.includes('json') && text ? JSON.parse(text) : undefined
  return { status: Number(first.split(' ')[1]), headers, text, body }
}

/** Sends bytes as they are; answers what comes back until the service ends the connection. */
export function sendBytes({ url }: Service, bytes: string | Buffer): Promise<Reply> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () =>
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
    )
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', (error) => (chunks.length > 0 ? resolve(parsed(Buffer.concat(chunks))) : reject(error)))
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(parsed(Buffer.concat(chunks))))
  })
}

type Raw = { method?: string; target: string; headers?: string[]; body?: string | Buffer }

/** Sends a request whose target and headers are put on the wire as they are; each character is one byte. */
export function sendRaw(
  service: Service,
  token: string,
  { method = 'GET', target, headers = [], body = '' }: Raw,
): Promise<Reply> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const own = [`Host: ${new URL(service.url).host}`, `Authorization: Bearer ${token}`, 'Connection: close']
  const length = bytes.length > 0 ? [`Content-Length: ${bytes.length}`] : []
  const head = [`${method} ${target} HTTP/1.1`, ...own, ...length, ...headers, '', ''].join('\r\n')
  return sendBytes(service, Buffer.concat([Buffer.from(head, 'latin1'), bytes]))
}
