// Forms sent: which form, never what was typed.

import type { Extras, Track } from '../extras'
import { clean, place } from './clean'

export function watchForms(extras: Extras, track: Track): void {
  document.addEventListener(
    'submit',
    (e) => {
      const form = e.target as HTMLFormElement
      if (form instanceof HTMLFormElement && counts(form, extras)) track('Form Submitted', { form: name(form) })
    },
    true,
  )
}

/** A marked form has its own name; a search and a cart are told as such. */
function counts(form: HTMLFormElement, extras: Extras): boolean {
  const fields = Array.from(form.elements) as HTMLInputElement[]
  return !(
    form.closest('[data-cham],[role=search]') ||
    /\/(cart|gio-hang|search|tim-kiem)(\/|\?|$)/.test(form.getAttribute('action') || '') ||
    fields.some((field) => field.type == 'search' || extras.search.includes(field.name) || field.name == 'add-to-cart')
  )
}

/** How the page calls the form. Fields may hide form.name and form.id. */
function name(form: HTMLFormElement): string {
  const say = (attribute: string): string => clean(form.getAttribute(attribute) || '')
  const title = form.querySelector('legend,h1,h2,h3,h4') as HTMLElement | null
  return (
    say('data-form-name') ||
    say('aria-label') ||
    say('name') ||
    say('id') ||
    (title && clean(title.innerText)) ||
    place(form.getAttribute('action') || location.href)
  )
}
