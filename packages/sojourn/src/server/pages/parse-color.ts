/**
 * Colours as CSS writes them, read into numbers.
 *
 * Only the numbers are ever written into a style. So nothing that is not a colour gets there.
 *
 * @module
 */

/** Red, green and blue of sRGB, each from 0 to 255. Opaque. */
export type Color = readonly [red: number, green: number, blue: number]

/**
 * Reads a colour: `#14586b`, `#156`, `teal`, `rgb(20 88 107)`, `hsl(193 69% 25%)` or `oklch(0.43 0.07 219)`.
 *
 * @returns `undefined` for anything else, and for what is not opaque: what is behind it is not known, so
 *   neither is whether a text on it can be read.
 */
export function parseColor(text: string): Color | undefined {
  const source = text.trim().toLowerCase()
  if (source.startsWith('#')) return parseHex(source.slice(1))
  const name = hexOfName(source)
  if (name !== undefined) return parseHex(name)
  const [, kind = '', inside = ''] = /^(rgb|hsl|oklch)a?\(([^()]{1,80})\)$/.exec(source) ?? []
  const parts = inside.trim().split(/\s*[,/]\s*|\s+/)
  const [first, second, third, alpha] = parts
  if (first === undefined || second === undefined || third === undefined) return undefined
  if (parts.length > 4 || (alpha !== undefined && unitOf(alpha, 1) !== 1)) return undefined
  const color = fromParts(kind, first, second, third)
  return color?.every((value) => Number.isFinite(value)) ? clamp(color) : undefined
}

/** As it will be written, so that what is measured is what is seen. */
export function rounded([red, green, blue]: Color): Color {
  return [Math.round(red), Math.round(green), Math.round(blue)]
}

function parseHex(digits: string): Color | undefined {
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(digits)) return undefined
  const long = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits
  if (long.length === 8 && !long.endsWith('ff')) return undefined
  const at = (index: number): number => Number.parseInt(long.slice(index, index + 2), 16)
  return [at(0), at(2), at(4)]
}

function fromParts(kind: string, first: string, second: string, third: string): Color | undefined {
  switch (kind) {
    case 'rgb':
      return [unitOf(first, 255), unitOf(second, 255), unitOf(third, 255)]
    case 'hsl':
      return fromHsl(angleOf(first), unitOf(second, 100) / 100, unitOf(third, 100) / 100)
    case 'oklch':
      return fromOklch(unitOf(first, 1), unitOf(second, 0.4), angleOf(third))
    default:
      return undefined
  }
}

/** A number, or a percentage of `whole`; `NaN` for anything else. */
function unitOf(text: string, whole: number): number {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)%?$/.test(text)) return Number.NaN
  const value = Number.parseFloat(text)
  return text.endsWith('%') ? (value / 100) * whole : value
}

/** Degrees; `NaN` for what is no angle. */
function angleOf(text: string): number {
  return unitOf(text.replace(/deg$/, ''), Number.NaN)
}

function fromHsl(hue: number, saturation: number, lightness: number): Color {
  const amount = saturation * Math.min(lightness, 1 - lightness)
  const channel = (offset: number): number => {
    const position = (((offset + hue / 30) % 12) + 12) % 12
    return 255 * (lightness - amount * Math.max(-1, Math.min(position - 3, 9 - position, 1)))
  }
  return [channel(0), channel(8), channel(4)]
}

/** By the matrices of CSS Color 4, section 9.3; what sRGB lacks is cut off at its edge. */
function fromOklch(lightness: number, chroma: number, hue: number): Color {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const channel = (linear: number): number =>
    255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055)
  return [
    channel(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    channel(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    channel(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ]
}

function clamp([red, green, blue]: Color): Color {
  const within = (value: number): number => Math.min(255, Math.max(0, value))
  return rounded([within(red), within(green), within(blue)])
}

/** Six hexadecimal digits. Looked up when an application starts, so the list is not made a table. */
function hexOfName(name: string): string | undefined {
  return /^[a-z]+$/.test(name)
    ? new RegExp(`\\b${name} ([0-9a-f]{6})\\b`).exec(names)?.[1]
    : undefined
}

/** CSS Color 4, section 6.1. */
const names = `
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4
black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887
cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc
crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9
darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f
darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f
darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3
deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222
floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700
goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4
indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5
lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff
lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1
lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899
lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff
maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db
mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc
mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5
navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500
orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee
palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd
powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1
saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d
silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa
springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347
turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00
yellowgreen 9acd32`
