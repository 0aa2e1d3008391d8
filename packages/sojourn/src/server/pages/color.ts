/**
 * Colours mixed, and measured against one another.
 *
 * @module
 */
import { type Color, rounded } from './parse-color.ts'

export const black: Color = [0, 0, 0]
export const white: Color = [255, 255, 255]

/** What ordinary text must reach against its ground (WCAG 2.2, 1.4.3, level AA). */
export const readableContrast = 4.5

/** Writes a colour as `#rrggbb`. */
export function toHex(color: Color): string {
  return `#${color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
}

/** One colour with a share of another, from 0 to 1. */
export function mix(color: Color, other: Color, share: number): Color {
  const at = (index: 0 | 1 | 2): number => color[index] + (other[index] - color[index]) * share
  return [at(0), at(1), at(2)]
}

/** How well one colour is seen on the other, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: Color, other: Color): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** Black or white, whichever is easier to read on `ground`. Either reaches {@link readableContrast} on any. */
export function textOn(ground: Color): Color {
  return contrast(white, ground) >= contrast(black, ground) ? white : black
}

/** The nearest shade of `color` towards `end` that can be read on each of `grounds`. */
export function readableOn(color: Color, end: Color, grounds: readonly Color[]): Color {
  for (let share = 0; share < 1; share += 0.05) {
    const shade = rounded(mix(color, end, share))
    if (grounds.every((ground) => contrast(shade, ground) >= readableContrast)) return shade
  }
  return end
}

function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
