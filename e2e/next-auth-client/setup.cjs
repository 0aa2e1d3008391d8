/**
 * What the tests expect of the world, besides jsdom: a `fetch`, and the words in which Node of their time complained
 * of what is no JSON.
 *
 * @module
 */
require('@testing-library/jest-dom')
require('whatwg-fetch')

const parse = JSON.parse

JSON.parse = function (text, ...rest) {
  try {
    return parse.call(JSON, text, ...rest)
  } catch (error) {
    const [, character] = /^Unexpected token '(.)'/.exec(error.message) ?? []
    if (character === undefined) throw error
    throw new SyntaxError(
      `Unexpected token ${character} in JSON at position ${text.indexOf(character)}`,
    )
  }
}
