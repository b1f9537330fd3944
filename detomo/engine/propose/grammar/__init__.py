"""Questions to SQL without a model: links to the schema, a logical form, SQL by syntax tree."""
