import sprite from './icons.svg?no-inline'

/** The glyphs in icons.svg. */
export type IconName = 'alert' | 'app' | 'ar' | 'bolt' | 'cal' | 'call' | 'chart' | 'chat' | 'check' | 'clock' | 'cmp' | 'copy' | 'crack' | 'dl' | 'dots' | 'down' | 'dr' | 'drop' | 'edit' | 'email' | 'event' | 'eye' | 'eyeoff' | 'facebook' | 'filter' | 'gear' | 'gem' | 'globe' | 'google' | 'grip' | 'head' | 'hist' | 'home' | 'id' | 'info' | 'instagram' | 'key' | 'lazada' | 'left' | 'link' | 'list' | 'lock' | 'logout' | 'loop' | 'mail' | 'map' | 'merge' | 'messenger' | 'minus' | 'monitor' | 'moon' | 'msg' | 'other' | 'partner' | 'pause' | 'phone' | 'play' | 'plug' | 'plus' | 'print' | 'redo' | 'right' | 'route' | 'search' | 'send' | 'share' | 'shopee' | 'sms' | 'spark' | 'split' | 'star' | 'store' | 'sun' | 'template' | 'tiktok' | 'tiktokshop' | 'trash' | 'undo' | 'up' | 'upload' | 'ur' | 'user' | 'users' | 'website' | 'wrench' | 'x' | 'zalo'

/** A 16 px line glyph in the text's colour; s is 14 px, xs 12 px. Decorative: name the control that holds it. */
export function Icon({ name, size }: { name: IconName; size?: 's' | 'xs' }) {
  return (
    <svg className={'ic' + (size ? ' ' + size : '')} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  )
}

/** The address of a glyph, for drawing it inside another svg. */
export const glyph = (name: string) => `${sprite}#${name}`
