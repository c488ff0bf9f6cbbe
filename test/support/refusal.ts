/** What a refusal has to be: a problem that names the member, with nothing written, nothing repeated and nothing logged. */
import t, { type Test as Tap } from 'tap'
import type { Json, Service } from './service.ts'
import { checksum } from './state.ts'

/** Stands for personal data in what is refused. */
export const secret = 'Wilhelmina'

/** A test that only sends what must be refused. */
export const refusals = (service: Service, name: string, work: (t: Tap) => Promise<void>): void =>
  void t.test(name, async (t) => {
    const before = await checksum(service)
    await work(t)
    t.equal(await checksum(service), before, 'nothing was written')
    t.notMatch(service.logged(), secret, 'nothing was logged')
  })

type Answer = { status: number; headers: Headers; body: Json; text: string }
type Refusal = { status: number; code?: string; pointer?: string }

/** Holds an answer to be a refusal: a problem of the status, the code and the member given, that repeats nothing. */
export function refused(t: Tap, answer: Answer, { status, code, pointer }: Refusal, name: string): void {
  const pointers: string[] = (answer.body?.errors ?? []).map((fault: { pointer: string }) => fault.pointer)
  const shown = {
    status: answer.status,
    type: answer.headers.get('content-type')?.split(';')[0],
    repeats: answer.text.includes(secret),
    ...(code !== undefined && { code: answer.body?.code }),
    ...(pointer !== undefined && { pointer: pointers.includes(pointer) ? pointer : pointers }),
  }
  const wanted = { status, type: 'application/problem+json', repeats: false }
  t.strictSame(
    shown,
    { ...wanted, ...(code !== undefined && { code }), ...(pointer !== undefined && { pointer }) },
    name,
  )
}
