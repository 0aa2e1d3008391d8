/**
 * The first frames of a page: what a person sees while it loads and hydrates. The page shows in green that somebody
 * is signed in, in red that nobody is, in blue that nobody knows.
 */
import { describe, expect, it } from 'vitest'
import type { BrowserContext, Page } from 'playwright-core'
import { visitContract } from '../src/contract-visit.ts'
import { hydrated, openPage } from '../src/visitor.ts'

/** Loads a page and returns the color in the middle of its upper half, frame by frame. */
async function framesOf(context: BrowserContext, path: string): Promise<string[]> {
  const page = await openPage(context)
  const devtools = await context.newCDPSession(page)
  const frames: string[] = []
  devtools.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push(data)
    void devtools.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined)
  })
  await devtools.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 })
  // Slow enough that HTML, hydration and answers are in frames of their own.
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  await page.goto(path)
  await hydrated(page)
  await page.waitForTimeout(1500)
  await devtools.send('Page.stopScreencast')
  expect(page.observed.complaints).toEqual([])
  await page.close()
  const looker = await context.newPage()
  const colors = await colorsOf(looker, frames)
  await looker.close()
  return colors
}

/** The colors that a person tells apart, in the order of the frames, without repetitions. */
async function colorsOf(page: Page, frames: readonly string[]): Promise<string[]> {
  const colors = await page.evaluate(async (images) => {
    const seen: string[] = []
    for (const image of images) {
      const blob = await (await fetch(`data:image/png;base64,${image}`)).blob()
      const bitmap = await createImageBitmap(blob)
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
      const context = canvas.getContext('2d')
      context?.drawImage(bitmap, 0, 0)
      const [red = 0, green = 0, blue = 0] =
        context?.getImageData(bitmap.width / 2, bitmap.height / 4, 1, 1).data ?? []
      const most = Math.max(red, green, blue)
      if (most < 60 || Math.min(red, green, blue) > 200) seen.push('empty')
      else seen.push(most === green ? 'green' : most === red ? 'red' : 'blue')
    }
    return seen
  }, frames)
  return colors.filter((color, index) => color !== 'empty' && color !== colors[index - 1])
}

describe.each([
  { react: 19, mode: 'production' },
  { react: 18, mode: 'production' },
  { react: 19, mode: 'development' },
] as const)('the first frames, on React $react in $mode', (variant) => {
  const visit = visitContract(variant)

  it('show who is signed in from the first to the last', async () => {
    await visit.signIn()
    expect(await framesOf(visit.context, '/?components=20')).toEqual(['green'])
  })

  it('show that nobody is signed in from the first to the last', async () => {
    expect(await framesOf(visit.context, '/?components=20')).toEqual(['red'])
  })

  it('show that it is not known yet only where the server has not told', async () => {
    await visit.signIn()
    expect(await framesOf(visit.context, '/?blank&components=20')).toEqual(['blue', 'green'])
  })
})
