"""HTTP that is nobody's feature: access, forms, headers, errors, language, paging, printing."""
