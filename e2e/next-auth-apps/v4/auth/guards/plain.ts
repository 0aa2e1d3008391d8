export { default } from 'next-auth/middleware'
