import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { make, panel as drawn, rootOf, type Message } from '../../../../sdk/js/src/web/panel'
import type { Lang, LetterPreview } from './types'

const nothing = () => {}

/** A message on the website as the website's own script draws it, in a page that is sketched. */
export function PanelFrame({ seen, lang, busy }: { seen: LetterPreview; lang: Lang; busy: boolean }) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const { subject, text, panel } = seen
  const place = panel?.place ?? 'popup'
  useEffect(() => {
    const root = rootOf(host.current!)
    const message: Message = { ...panel, id: 'look', headline: subject, text, lang, place }
    const on = place === 'slidein' ? 's' : place === 'inline' ? 'f' : 'd'
    const shown = make('div', on, drawn(message, { close: nothing, click: nothing, refuse: nothing }))
    shown.onclick = (e) => e.preventDefault() // it leads nowhere here
    root.replaceChildren(shown)
  }, [subject, text, panel, lang, place])
  return (
    <div className={`pnl ${place}` + (busy ? ' old' : '')} role="group" aria-label={t('campaign.look.onPage')}>
      <div className="pnl-page" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </div>
      <div className="pnl-host" ref={host} />
    </div>
  )
}
