import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import t from 'tap'
import { startService } from './support/service.ts'

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executablePath = places.find((place) => place && existsSync(place))
const options = executablePath ? {} : { skip: 'no Chromium found; set CHROMIUM_PATH' }

const launch = (path: string): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/** What a page asks of other hosts, and what it complains about. */
function watch(page: Page, own: string) {
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${own}/`) && !/^(data|blob):/.test(url)) elsewhere.push(url)
  })
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`))
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()} ${response.status()}`)
  })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { elsewhere, complaints }
}

t.test('the documentation page works without any other host', options, async (t) => {
  const service = await startService()
  t.teardown(service.close)
  const client = await service.client()
  await client.post('/v1/plans', { type: 'career_action_plan', participant: { id: 'P-1', programs: ['adult'] } })
  const browser = await launch(executablePath as string)
  t.teardown(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  const { elsewhere, complaints } = watch(page, service.url)

  await page.goto(`${service.url}/docs`, { waitUntil: 'networkidle' })
  await page.locator('.opblock').first().waitFor()
  const operations = Object.values(service.openapi.paths).flatMap((methods) => Object.values(methods))
  t.equal(await page.locator('.opblock').count(), operations.length, 'every operation is shown')
  t.equal(await page.title(), 'Career Action Plans')

  await page.getByRole('button', { name: 'Authorize' }).first().click()
  const dialog = page.locator('.dialog-ux')
  await dialog.locator('input').fill(client.token)
  await dialog.locator('button.authorize').click()
  await dialog.locator('button.btn-done').click()

  const operation = page.locator('#operations-Plans-listPlans')
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('button.execute').click()
  const answer = operation.locator('.live-responses-table')
  await answer.waitFor()
  t.equal(await answer.locator('.response-col_status').last().innerText(), '200')
  t.match(await answer.locator('.highlight-code').first().innerText(), /"participantId": "P-1"/)

  const creation = page.locator('#operations-Plans-createPlan')
  await creation.locator('.opblock-summary-control').click()
  await creation.locator('button.execute').click()
  const created = creation.locator('.live-responses-table')
  await created.waitFor()
  t.equal(await created.locator('.response-col_status').last().innerText(), '201', 'what the page proposes is taken')

  t.strictSame(elsewhere, [], 'no other host was asked')
  t.strictSame(complaints, [], 'nothing was complained about')
})
