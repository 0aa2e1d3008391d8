export default defineEventHandler(() => ({ secret: 42 }))
