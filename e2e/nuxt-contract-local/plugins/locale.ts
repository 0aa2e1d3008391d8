/** As modules for translations provide it: the address of a page in the language of this one. */
export default defineNuxtPlugin({
  name: 'locale',
  enforce: 'pre',
  setup() {
    const { pathname } = useRequestURL()
    const localePath = (path: string): string => {
      const here = import.meta.client ? location.pathname : pathname
      return here.startsWith('/de/') ? `/de${path}` : path
    }
    return { provide: { localePath } }
  },
})
