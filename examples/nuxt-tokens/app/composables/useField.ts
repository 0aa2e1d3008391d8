/**
 * The text of a form field. Somebody may type before the page has hydrated; that text is taken over,
 * where `v-model` alone would put the initial one in its place.
 *
 * @param name Name of the `input`.
 * @param initial What the server rendered into it.
 */
export function useField(name: string, initial = ''): Ref<string> {
  const isHydrating = import.meta.client && useNuxtApp().isHydrating
  const input = isHydrating
    ? document.querySelector<HTMLInputElement>(`input[name="${name}"]`)
    : undefined
  return ref(input?.value ?? initial)
}
