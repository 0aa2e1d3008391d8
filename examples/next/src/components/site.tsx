'use client'

import type { ReactNode } from 'react'
import { ExpiryNotice } from './expiry-notice'
import { SiteHeader } from './site-header'
import { StepUpDialog } from './step-up-dialog'

interface SiteProps {
  /** Which of Next's two routers renders the page. */
  router: 'app' | 'pages'
  children: ReactNode
}

/** What is around each page. */
export function Site({ router, children }: SiteProps) {
  return (
    <div className="site">
      <noscript>
        {/* Without JavaScript these could only disappoint. */}
        <style>{'.needs-script { display: none !important }'}</style>
      </noscript>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <SiteHeader router={router} />
      <ExpiryNotice />
      {children}
      <StepUpDialog />
      <footer className="foot">
        <p>
          The people are made up, the sign-in is not: a real OpenID Provider runs beside this page,
          on your machine.
        </p>
      </footer>
    </div>
  )
}
