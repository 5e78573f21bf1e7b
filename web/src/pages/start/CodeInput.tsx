import { TextInput, type TextInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'

/** Whether a refused sign-in asks for the code of the second step, or says that it was wrong. */
export const asksCode = (e: unknown) => e instanceof ApiError && e.status === 401 && e.problem.field === 'code'

/** Where the code of the second step is typed. */
export function CodeInput(p: TextInputProps) {
  const { t } = useTranslation()
  return (
    <TextInput
      label={t('signIn.code')}
      description={t('signIn.codeLead')}
      autoComplete="one-time-code"
      autoFocus
      maxLength={32}
      {...p}
    />
  )
}
