// The second script: what a website tells beside page views, each part only
// when the owner switched it on. cham.js loads it after the visitor's yes, and
// asks for every call whether the yes still stands.

import type { Extras, Track } from '../extras'
import { watchErrors } from './errors'
import { watchForms } from './forms'
import { watchLinks } from './links'
import { viewProduct } from './products'
import { viewSearch } from './search'
import { watchTime } from './time'

const { extras, track } = (window as unknown as { cham: { extras: Extras; track: Track } }).cham
const on = (part: string): boolean => extras.on.includes(part)

/** What is looked for on every page, once it is whole. */
function look(): void {
  if (on('search')) viewSearch(extras, track)
  if (on('products')) viewProduct(extras, track)
}

/** Where a page changes its address, its content follows a little later. */
const soon = (): void => void setTimeout(look, 500)

if (on('time')) watchTime(extras, track)
if (on('forms')) watchForms(extras, track)
if (on('links')) watchLinks(track)
if (on('errors')) watchErrors(extras, track)
if (document.readyState == 'complete') look()
else addEventListener('load', soon)
addEventListener('chamed', soon)
