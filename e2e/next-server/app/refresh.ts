/** Has Next render the page anew after a server action that has set no cookie. */
export { refresh } from 'next/cache'
