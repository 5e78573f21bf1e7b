import { PageWaiting } from '@/shell/PageStates'

export default function StartPage() {
  return <PageWaiting />
}
