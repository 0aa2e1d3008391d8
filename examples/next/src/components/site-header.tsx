import mark from 'example-demo/mark.svg'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useSession } from 'sojourn/react'
import { PersonPicture } from './person-picture'

/** Links within a router are followed in place; those to the other one are plain. */
export function SiteHeader({ router }: { router: 'app' | 'pages' }) {
  // What is selected decides when this renders again: not when the session is merely renewed.
  const user = useSession(({ data }) => data?.user)
  const path = usePathname()
  const ToApp = router === 'app' ? Link : 'a'
  const link = (href: string) => ({
    className: 'link',
    href,
    'aria-current': path === href ? ('page' as const) : undefined,
  })
  return (
    <header className="header">
      <ToApp className="brand" href="/" data-testid="nav-home">
        <img src={mark.src} alt="" width={32} height={32} />
        Sojourn
      </ToApp>
      <p className="router label" data-testid="router">
        {router === 'app' ? 'App router' : 'Pages router'}
      </p>
      <nav aria-label="Main">
        <a {...link('/classic')} data-testid="nav-classic">
          Classic
        </a>
        <ToApp {...link('/account')} data-testid="nav-account">
          Account
        </ToApp>
        {user ? (
          <PersonPicture user={user} size={34} />
        ) : (
          <ToApp {...link('/login')}>Sign in</ToApp>
        )}
      </nav>
    </header>
  )
}
