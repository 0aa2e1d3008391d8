import { useAuth } from '#imports'

/** Refreshes when the page says so, instead of when the module would. */
class EventRefreshHandler {
  auth?: ReturnType<typeof useAuth>
  listener = (): void => void this.auth?.refresh()

  init(): void {
    this.auth = useAuth()
    window.addEventListener('app:refresh', this.listener)
    document.documentElement.dataset.handler = 'ready'
  }

  destroy(): void {
    window.removeEventListener('app:refresh', this.listener)
  }
}

export default new EventRefreshHandler()
