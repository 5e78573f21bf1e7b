import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

/** Text edited where it stands: click or Enter to write, Enter or leaving keeps it, Esc takes it back. */
export function EditText({
  value,
  label,
  onSave,
  readOnly,
  placeholder,
  max = 500,
}: {
  value: string | undefined
  label: string
  onSave: (v: string | undefined) => void
  readOnly?: boolean
  placeholder?: string
  max?: number
}) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string | null>(null)
  if (readOnly)
    return (
      <span className="et" title={value}>
        {value}
      </span>
    )
  if (draft === null) {
    return (
      <button
        type="button"
        className={'et' + (value ? '' : ' no')}
        title={value || undefined}
        aria-label={`${label}: ${value || t('common.add')}`}
        onClick={() => setDraft(value ?? '')}
      >
        {value || placeholder || `+ ${label.toLowerCase()}`}
      </button>
    )
  }
  const keep = () => {
    const v = draft.trim().normalize('NFC')
    setDraft(null)
    if (v !== (value ?? '')) onSave(v || undefined)
  }
  const keys = (e: KeyboardEvent) => {
    e.stopPropagation()
    if (e.key === 'Escape') setDraft(null)
    if (e.key === 'Enter' && !e.shiftKey) {
      e.preventDefault()
      keep()
    }
  }
  return (
    <textarea
      className="et-in"
      autoFocus
      aria-label={label}
      value={draft}
      maxLength={max}
      rows={2}
      onChange={(e) => setDraft(e.target.value)}
      onBlur={keep}
      onKeyDown={keys}
      onFocus={(e) => e.target.select()}
    />
  )
}
