import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '@/parts/Icon'

/** Copies text, also where the clipboard of secure pages is missing. */
async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}

export function CopyButton({ text, label, primary }: { text: string; label?: string; primary?: boolean }) {
  const { t } = useTranslation()
  const [done, setDone] = useState(false)
  const go = async () => {
    await copy(text)
    setDone(true)
    setTimeout(() => setDone(false), 2000)
  }
  return (
    <button type="button" className={'btn ' + (primary ? 'p' : 'o')} onClick={() => void go()}>
      <Icon name={done ? 'check' : 'copy'} size="s" />
      <span aria-live="polite">{done ? t('common.copied') : (label ?? t('common.copy'))}</span>
    </button>
  )
}

/** Hands text to the browser as a file to keep. */
function save(text: string, name: string) {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(new Blob([text]))
  a.download = name
  a.click()
  URL.revokeObjectURL(a.href)
}

/** Text to paste somewhere else, with the button that copies it, and one that saves it where it is a file. */
export function Code({ text, label, file }: { text: string; label: string; file?: string }) {
  const { t } = useTranslation()
  return (
    <div className="code">
      <pre tabIndex={0} aria-label={label}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} />
      {file && (
        <button type="button" className="btn o" onClick={() => save(text, file)}>
          <Icon name="dl" size="s" />
          {t('sources.plugins.save')}
        </button>
      )}
    </div>
  )
}
