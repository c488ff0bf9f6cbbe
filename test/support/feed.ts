/** Where tests stand in the feed of an agency. */
import type { Client, Json } from './service.ts'

/** The position of the change with a number, or of the head. */
export async function positionAt(client: Client, seq?: number): Promise<string> {
  for (let path = '/v1/changes?limit=200'; ; ) {
    const { body }: Json = await client.get(path)
    const found = body.items.find((item: Json) => item.seq === seq)
    if (found) return found.position
    if (!body.next) return body.position
    path = body.next
  }
}
