import mark from 'example-demo/mark.svg'
import 'example-demo/site.css'
import { createAuth } from 'sojourn/vue'
import { createApp } from 'vue'
import App from './app.vue'
import { createPages } from './pages.ts'

const icon = { rel: 'icon', type: 'image/svg+xml', href: mark }
document.head.append(Object.assign(document.createElement('link'), icon))

const auth = createAuth()

createApp(App).use(auth).use(createPages(auth.client)).mount('#app')
