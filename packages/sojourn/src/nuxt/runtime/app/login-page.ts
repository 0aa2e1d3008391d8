/**
 * The sign-in page of the provider `local`.
 *
 * @module
 */
import type { NuxtApp } from 'nuxt/app'
import type { PublicAuthConfig, PublicLocal } from '../../options.ts'

/** What `@nuxtjs/i18n` adds to an application, where it is used. */
export type Localised = NuxtApp & {
  readonly $localePath?: (path: string, locale?: string) => string
  readonly $i18n?: { readonly localeCodes?: { readonly value: readonly string[] } }
}

/** Whether the sign-in page is there, in any language: on the way to another one, the present one is still the old one. */
export function isLoginPath(nuxtApp: NuxtApp, path: string): boolean {
  const { login } = (nuxtApp.$config.public['auth'] as PublicAuthConfig<PublicLocal>).provider.pages
  const { $i18n, $localePath } = nuxtApp as Localised
  return (
    path === login ||
    ($i18n?.localeCodes?.value ?? []).some((locale) => $localePath?.(login, locale) === path)
  )
}
