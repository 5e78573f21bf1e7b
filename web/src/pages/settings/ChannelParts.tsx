import { NumberInput, PasswordInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'
import { explain } from '@/parts/parts'
import { useMay } from '@/session'
import { CopyButton } from '../sources/Code'

// What the forms of all channels have.

export const below = ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[]

interface KeyProps {
  label: string
  value: string
  set: (value: string) => void
  /** One is kept, which stays when nothing is written. */
  kept: boolean
  how?: string
  error?: string
}

/** A password or key: written, never shown again. */
export function KeyInput({ label, value, set, kept, how, error }: KeyProps) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={label}
      description={kept ? t('channels.keyKept') : how}
      inputWrapperOrder={below}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('channels.passwordShow') }}
      value={value}
      onChange={(e) => set(e.target.value)}
      error={error}
    />
  )
}

export function PerMinute({ value, set, error }: { value: number; set: (n: number) => void; error?: string }) {
  const { t } = useTranslation()
  return (
    <NumberInput
      label={t('channels.perMinute')}
      description={t('channels.perMinuteHow')}
      inputWrapperOrder={below}
      min={1}
      max={10000}
      allowDecimal={false}
      hideControls
      w={220}
      value={value}
      onChange={(v) => set(Number(v) || 1)}
      error={error}
    />
  )
}

/** An address or code to be entered at a provider's. */
export function ToCopy({ what, text, copy }: { what: string; text: string; copy?: string }) {
  const { t } = useTranslation()
  return (
    <div className="chn-copy">
      <span className="t2">{what}</span>
      <code className="any">{text}</code>
      <CopyButton text={text} label={copy ?? t('channels.copy', { what })} />
    </div>
  )
}

/** What the server said of a save: of a field that is shown, and else under the form. */
export function useFieldErrors(error: unknown, shown: string[]) {
  const { t } = useTranslation()
  const field = error instanceof ApiError ? error.problem.field?.replace(/^settings\./, '') : undefined
  const placed = shown.includes(field ?? '')
  return {
    field,
    at: (...names: string[]) => (names.includes(field ?? '') ? explain(error, t) : undefined),
    rest: error && !placed ? explain(error, t) : undefined,
  }
}

/** The last lines of a form: what is wrong with no field of it, and the button. */
export function Save({ pending, wrong }: { pending: boolean; wrong?: string }) {
  const { t } = useTranslation()
  const may = useMay('settings')
  return (
    <>
      {wrong && (
        <p className="bad" role="alert">
          {wrong}
        </p>
      )}
      {may ? (
        <div>
          <button type="submit" className="btn p" disabled={pending}>
            {t('common.save')}
          </button>
        </div>
      ) : (
        <p className="t3 sm">{t('settings.readOnly')}</p>
      )}
    </>
  )
}

/** What follows a save. */
export function useSaved() {
  const { t } = useTranslation()
  const client = useQueryClient()
  return async () => {
    notifications.show({ message: t('channels.saved') })
    await client.invalidateQueries({ queryKey: ['channels'] })
  }
}

/** Keys that were written; those that were not stay as they are. */
export const written = (keys: Record<string, string>) => {
  const all = Object.entries(keys)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '')
  return all.length ? Object.fromEntries(all) : undefined
}
