import type { GetServerSideProps } from 'next'
import { Who } from '../../components/who'

export default Who

export const getServerSideProps: GetServerSideProps = async () => ({ props: {} })
