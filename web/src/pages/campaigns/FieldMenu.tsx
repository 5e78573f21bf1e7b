import { Popover, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'
import { fields as everything, liquid, type Field } from './letter'
import type { Lang } from './types'

// What stands in is read by the receiver: it is in the letter's language, not the page's.
const instead: Record<Lang, Partial<Record<Field, string>>> = {
  vi: { name: 'bạn', salutation: 'anh/chị', first_name: 'bạn' },
  en: { name: 'there', salutation: 'dear customer', first_name: 'there' },
}

/** A code has nothing that could stand in for it. */
const isCode = (field: Field) => field.startsWith('voucher.')

interface Props {
  lang: Lang
  /** The text it goes into. */
  into: string
  /** What may be filled in. */
  fields?: readonly Field[]
  insert: (liquid: string) => void
}

/** Chooses what is filled in for each receiver, and what stands there for who has none. */
export function FieldMenu({ lang, into, fields = everything, insert }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={260} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="btn lq-i"
          aria-label={t('campaign.field.into', { into })}
          onClick={() => setOpen(!open)}
        >
          <Icon name="user" size="s" />
          <span>{t('campaign.field.open')}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('campaign.field.into', { into })}>
        <Choose
          lang={lang}
          fields={fields}
          go={(what) => {
            setOpen(false)
            insert(what)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

type ChooseProps = Pick<Required<Props>, 'lang' | 'fields'> & { go: (liquid: string) => void }

function Choose({ lang, fields, go }: ChooseProps) {
  const { t } = useTranslation()
  const [field, setField] = useState(fields[0]!)
  const [other, setOther] = useState<string>()
  const said = other ?? instead[lang][field] ?? ''
  return (
    <div className="stack8">
      <Select
        label={t('campaign.field.which')}
        data={fields.map((f) => ({ value: f, label: t(`campaign.field.${f}`) }))}
        value={field}
        onChange={(v) => v && setField(v as Field)}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
      />
      {!isCode(field) && (
        <TextInput
          label={t('campaign.field.instead')}
          description={t('campaign.field.insteadHow')}
          maxLength={60}
          value={said}
          onChange={(e) => setOther(e.target.value)}
        />
      )}
      <button type="button" className="btn p wide" onClick={() => go(liquid(field, isCode(field) ? '' : said))}>
        {t('campaign.field.put')}
      </button>
    </div>
  )
}
