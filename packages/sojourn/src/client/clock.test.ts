import { describe, expect, it } from 'vitest'
import { createServerClock } from './clock.ts'

/** A device that has been running for a second, and whose clock can be set. */
function setUp(serverTime?: number) {
  const device = { now: 100_000, uptime: 1000 }
  const clock = createServerClock(
    () => device.now,
    serverTime,
    () => device.uptime,
  )
  return { device, clock }
}

describe("the server's clock", () => {
  it('is that of the device until something else is known', () => {
    const { clock } = setUp()
    expect([clock.now(), clock.shown(), clock.at(7)]).toEqual([100_000, 100_000, 7])
  })

  it('is as the server said when it rendered the page, and as each answer says', () => {
    const { device, clock } = setUp(90_000)
    expect(clock.now()).toBe(90_000)
    Object.assign(device, { now: 102_000, uptime: 3000 })
    expect([clock.now(), clock.shown(), clock.at(100_000)]).toEqual([92_000, 92_000, 90_000])
    clock.correct(95_501, 101_000, 102_000)
    expect([clock.now(), clock.at(101_500)]).toEqual([96_001, 95_501])
  })

  it.each([
    ['set forward', 600_000],
    ['set back', -600_000],
  ])(
    'goes on as before when the clock of the device is %s, and shows what that shows',
    (_, jump) => {
      const { device, clock } = setUp(90_000)
      Object.assign(device, { now: 101_000 + jump, uptime: 2000 })
      expect([clock.now(), clock.shown()]).toEqual([91_000, 91_000 + jump])
      clock.correct(91_000, 101_000 + jump, 101_000 + jump)
      expect([clock.now(), clock.shown()]).toEqual([91_000, 91_000])
    },
  )

  it('is late by what the device has slept without counting it, until an answer', () => {
    const { device, clock } = setUp()
    Object.assign(device, { now: 400_000, uptime: 1000 })
    expect([clock.now(), clock.shown()]).toEqual([100_000, 400_000])
    clock.correct(400_000, 400_000, 400_000)
    expect(clock.now()).toBe(400_000)
  })
})
