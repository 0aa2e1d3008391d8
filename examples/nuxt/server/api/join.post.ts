import { answerJson, textField } from 'example-demo/answer-json'
import { passwords } from 'example-demo/people'

/**
 * Signs somebody up. The page signs them in afterwards, with what they have entered.
 *
 * A real site would verify the address, and limit how often somebody may try.
 */
export default defineEventHandler((event) =>
  answerJson(toWebRequest(event), async (fields) => {
    // Each by its name: a whole form would let people write into every column.
    await passwords.signUp({
      name: textField(fields, 'name').trim().slice(0, 60) || null,
      email: textField(fields, 'email'),
      password: textField(fields, 'password'),
    })
  }),
)
