# frozen_string_literal: true

get 'estafeta/capabilities', to: 'estafeta_capabilities#show', defaults: { format: 'json' }
post 'estafeta/apply', to: 'estafeta_apply#create', defaults: { format: 'json' }
post 'estafeta/issues', to: 'estafeta_issues#index', defaults: { format: 'json' }
get 'estafeta/documents', to: 'estafeta_documents#index', defaults: { format: 'json' }
post 'estafeta/documents', to: 'estafeta_documents#create', defaults: { format: 'json' }
