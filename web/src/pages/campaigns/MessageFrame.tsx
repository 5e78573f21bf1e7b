import { ChatFrame, LetterFrame, TemplateFrame, type Width } from './frames'
import { PanelFrame } from './PanelFrame'
import type { Lang, LetterPreview, Note, Way } from './types'
import { isTemplate } from './ways'

interface Props {
  way: Way
  note: Note
  seen: LetterPreview
  lang: Lang
  width: Width
  busy: boolean
}

/** A message as it arrives by its way. */
export function MessageFrame({ way, note, seen, lang, width, busy }: Props) {
  if (way === 'email') return <LetterFrame width={width} subject={seen.subject} html={seen.html} busy={busy} />
  if (way === 'web') return <PanelFrame seen={seen} lang={lang} busy={busy} />
  if (isTemplate(way, note)) return <TemplateFrame way={way} note={note} filled={seen.params ?? {}} busy={busy} />
  return <ChatFrame way={way} text={seen.sms?.text ?? seen.text} busy={busy} />
}
