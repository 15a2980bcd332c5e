export function sanitizeSql(sql: string, _system?: string, _onComment?: (text: string) => string): string {
  return sql;
}
