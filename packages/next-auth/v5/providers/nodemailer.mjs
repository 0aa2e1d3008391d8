/**
 * `next-auth/providers/nodemailer`.
 *
 * @module
 */
import { nodemailer } from 'sojourn/providers/nodemailer'
import { callable } from '../callable.mjs'

export default callable(nodemailer)
