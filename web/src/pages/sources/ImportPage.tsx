import { PageWaiting } from '@/shell/PageStates'

export default function ImportPage() {
  return <PageWaiting />
}
