import { hydrateRoot } from 'react-dom/client'
import { Page, type PageProps } from './page.tsx'

const root = document.getElementById('root')
const data = document.getElementById('data')
if (root && data) {
  hydrateRoot(root, <Page {...(JSON.parse(data.textContent) as PageProps)} />, {
    onRecoverableError: (error) => console.error('recovered', String(error)),
  })
}
