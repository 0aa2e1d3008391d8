import type { FormProblem } from 'example-demo/account-message'
import { type InputHTMLAttributes, useId } from 'react'

interface FormFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  name: string
  /** What is asked of the text. */
  hint?: string
  /** What was wrong with the form; shown here if it is about this field. */
  problem: FormProblem | undefined
}

/** An input with what is asked of it and what is wrong with it. */
export function FormField({ label, hint, problem, ...input }: FormFieldProps) {
  const id = useId()
  const text = problem?.field === input.name ? problem.text : undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        aria-invalid={text !== undefined}
        aria-describedby={`${id}-hint ${id}-problem`}
      />
      {hint && !text && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <p
        id={`${id}-problem`}
        className="field-problem"
        role="status"
        data-testid={`${input.name}-problem`}
      >
        {text}
      </p>
    </div>
  )
}

/** Leads whoever has sent a form to the field that it was refused for. */
export function focusProblem(form: HTMLFormElement, problem: FormProblem | undefined): void {
  const input = problem?.field && form.elements.namedItem(problem.field)
  if (input instanceof HTMLInputElement) input.focus()
}

/** What was entered in a field of a form. */
export function enteredText(fields: FormData, name: string): string {
  const value = fields.get(name)
  return typeof value === 'string' ? value : ''
}
