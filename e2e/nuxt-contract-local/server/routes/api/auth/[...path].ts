/** The same at the default address, which prerendered pages were made with. */
export { default } from '../inner/[...path]'
