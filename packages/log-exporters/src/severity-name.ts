const NAMES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** Of each four numbers one name (logs data model, "Displaying Severity"); empty where the number is none of them. */
export function severityName(number: number | undefined): string {
  return number ? (NAMES[Math.floor((number - 1) / 4)] ?? '') : '';
}
