import { PageWaiting } from '@/shell/PageStates'

export default function SettingsPage() {
  return <PageWaiting />
}
