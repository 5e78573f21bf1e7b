import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { IconButton } from '@/parts/parts'
import { LiquidText } from './LiquidText'
import type { Lang, Note, Way } from './types'
import { isParam, templateWord } from './ways'

interface Props {
  way: Way
  note: Note
  lang: Lang
  set: (n: Note) => void
}

interface Row {
  id: number
  name: string
  text: string
}

const most = 30 // letter.MaxParams
const longest = 400 // letter.MaxParam

let last = 0
const row = (name = '', text = ''): Row => ({ id: ++last, name, text })
const paramsOf = (rows: Row[]) => Object.fromEntries(rows.filter((r) => r.name).map((r) => [r.name, r.text]))

/** A template that the other side keeps: its number or name, and what stands in its parameters. */
export function TemplateEditor({ way, note, lang, set }: Props) {
  const { t } = useTranslation()
  // Here rows have places of their own, so that one whose name is being written keeps its caret.
  const [rows, setRows] = useState(() => Object.entries(note.params ?? {}).map(([k, v]) => row(k, v)))
  const write = (next: Row[]) => {
    setRows(next)
    set({ ...note, params: paramsOf(next) })
  }
  return (
    <>
      <TextInput
        label={t(templateWord(way, 'template'))}
        description={t(templateWord(way, 'templateHow'))}
        maxLength={64}
        className="zns-id"
        value={note.template ?? ''}
        onChange={(e) => set({ ...note, template: e.target.value.trim() })}
      />
      <div className="blks" role="group" aria-label={t('campaign.zns.params')}>
        <div>
          <span className="sm b">{t('campaign.zns.params')}</span>
          <p className="t3 sm">{t(templateWord(way, 'paramsHow'))}</p>
        </div>
        <ol>
          {rows.map((r, at) => (
            <ParamRow
              key={r.id}
              n={at + 1}
              row={r}
              lang={lang}
              twice={!!r.name && rows.some((o) => o.id !== r.id && o.name === r.name)}
              set={(next) => write(rows.map((o) => (o.id === r.id ? next : o)))}
              remove={() => write(rows.filter((o) => o.id !== r.id))}
            />
          ))}
        </ol>
        {rows.length < most && (
          <button type="button" className="btn o" onClick={() => write([...rows, row()])}>
            <Icon name="plus" size="s" />
            {t('campaign.zns.add')}
          </button>
        )}
      </div>
    </>
  )
}

interface RowProps {
  n: number
  row: Row
  lang: Lang
  twice: boolean
  set: (r: Row) => void
  remove: () => void
}

function ParamRow({ n, row: r, lang, twice, set, remove }: RowProps) {
  const { t } = useTranslation()
  const wrong = twice ? 'twice' : r.name && !isParam(r.name) ? 'badName' : ''
  const name = t('campaign.zns.nth', { n })
  return (
    <li className="blk">
      <div className="zns-p" role="group" aria-label={name}>
        <TextInput
          label={t('campaign.zns.name')}
          placeholder="customer_name"
          maxLength={64}
          value={r.name}
          error={wrong && t(`campaign.zns.${wrong}`)}
          onChange={(e) => set({ ...r, name: e.target.value.trim() })}
        />
        <LiquidText
          label={t('campaign.zns.value')}
          lang={lang}
          max={longest}
          value={r.text}
          set={(text) => set({ ...r, text })}
          after={<IconButton icon="trash" label={t('campaign.block.remove', { block: name })} onClick={remove} />}
        />
      </div>
    </li>
  )
}
