import { useTranslation } from 'react-i18next'
import type { Looked } from './data'
import { NoteEditor } from './NoteEditor'
import { PanelEditor } from './PanelEditor'
import { TemplateEditor } from './TemplateEditor'
import type { Class, Lang, Note, Way } from './types'
import { isTemplate, mayTemplate } from './ways'

interface Props {
  way: Way
  note: Note
  of: Class
  lang: Lang
  looked?: Looked
  set: (n: Note) => void
}

/** What is said by a way that is not e-mail. */
export function WordsEditor(props: Props) {
  const { way, note, set } = props
  if (way === 'web') return <PanelEditor {...props} />
  const templated = isTemplate(way, note)
  return (
    <>
      {mayTemplate(way) && way !== 'zns' && <NoteKind templated={templated} set={set} />}
      {templated ? <TemplateEditor {...props} /> : <NoteEditor {...props} />}
    </>
  )
}

/** A text of one's own, or a template that the other side keeps. */
function NoteKind({ templated, set }: { templated: boolean; set: (n: Note) => void }) {
  const { t } = useTranslation()
  return (
    <div className="row">
      <div className="seg" role="group" aria-label={t('campaign.template.kind')}>
        <button type="button" aria-pressed={!templated} onClick={() => set({ text: '' })}>
          {t('campaign.template.text')}
        </button>
        <button type="button" aria-pressed={templated} onClick={() => set({ template: '' })}>
          {t('campaign.template.template')}
        </button>
      </div>
    </div>
  )
}
