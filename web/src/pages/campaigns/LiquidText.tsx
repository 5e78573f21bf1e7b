import { useId, useRef, type ReactNode } from 'react'
import { FieldMenu } from './FieldMenu'
import { pieces, put, type Field } from './letter'
import type { Lang } from './types'

interface Props {
  label: string
  lang: Lang
  value: string
  set: (v: string) => void
  max?: number
  /** What may be filled in; everything without. */
  fields?: readonly Field[]
  /** Text of several lines. */
  lines?: boolean
  placeholder?: string
  hint?: ReactNode
  /** What stands in the line of the label, before and after it. */
  before?: ReactNode
  after?: ReactNode
}

/** A text with fields of the receiver in it: they are violet, and put in at the caret from a menu. */
export function LiquidText({ label, lang, value, set, max, fields, lines, placeholder, hint, before, after }: Props) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const insert = (what: string) => {
    const { selectionStart: from, selectionEnd: to } = area.current!
    const next = put(value, from, to, what)
    set(next.text)
    // The field is redrawn with the new text before the caret can stand behind it.
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(next.caret, next.caret)
    })
  }
  return (
    <div className="lq-f">
      <div className="row">
        {before}
        <label htmlFor={id}>{label}</label>
        <span className="sp" />
        <FieldMenu lang={lang} into={label} fields={fields} insert={insert} />
        {after}
      </div>
      <div className={lines ? 'lq lines' : 'lq'}>
        <div aria-hidden="true">
          {pieces(value).map((p, i) => (p.filled ? <mark key={i}>{p.text}</mark> : p.text))}{' '}
        </div>
        <textarea
          ref={area}
          id={id}
          rows={1}
          maxLength={max}
          placeholder={placeholder}
          aria-describedby={hint ? id + '-hint' : undefined}
          value={value}
          onChange={(e) => set(lines ? e.target.value : e.target.value.replace(/\s*\n\s*/g, ' '))}
        />
      </div>
      {hint && (
        <small id={id + '-hint'} className="t3">
          {hint}
        </small>
      )}
    </div>
  )
}
