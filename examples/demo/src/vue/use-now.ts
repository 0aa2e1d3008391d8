import { onBeforeUnmount, onMounted, readonly, ref, type Ref } from 'vue'

/**
 * The present, once a second, for what counts down.
 *
 * It is `undefined` on the server and in the first render of the browser: two clocks never agree, so
 * whatever depends on it would differ from the server's HTML. Components show a fixed text until then.
 */
export function useNow(): Readonly<Ref<number | undefined>> {
  const now = ref<number>()
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    now.value = Date.now()
    timer = setInterval(() => (now.value = Date.now()), 1000)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return readonly(now)
}
