import { preparePeople } from 'example-demo/people'

/** No request is answered before the database is ready. */
export default defineNitroPlugin((nitro) => {
  const ready = preparePeople()
  nitro.hooks.hook('request', () => ready)
})
