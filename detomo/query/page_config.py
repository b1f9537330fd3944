"""What Vanna's stock page shows and hides."""

from typing import Any

CONFIG: dict[str, Any] = {
    "debug": False,
    "allow_llm_to_see_data": False,
    "chart": True,
    "logo": "",
    "title": "Detomo SQL AI",
    "subtitle": "Ask your database in English or Japanese",
    "show_training_data": True,
    "suggested_questions": True,
    "sql": True,
    "table": True,
    "csv_download": True,
    "redraw_chart": False,  # charts are chosen from the rows, not drawn anew to instructions
    "auto_fix_sql": True,
    "ask_results_correct": True,
    "followup_questions": True,
    "summarization": True,
    "function_generation": False,
    "version": "3.0.0",
}
