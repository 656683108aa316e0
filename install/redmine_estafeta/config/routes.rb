# frozen_string_literal: true

get 'estafeta/capabilities', to: 'estafeta_capabilities#show', defaults: { format: 'json' }
post 'estafeta/apply', to: 'estafeta_apply#create', defaults: { format: 'json' }
post 'estafeta/issues', to: 'estafeta_issues#index', defaults: { format: 'json' }
get 'estafeta/documents', to: 'estafeta_documents#index', defaults: { format: 'json' }
post 'estafeta/issues/:id/steps', to: 'estafeta_steps#create', as: :estafeta_steps
post 'estafeta/documents', to: 'estafeta_documents#create', defaults: { format: 'json' }
get 'estafeta', to: 'estafeta_pages#index', as: :estafeta
get 'estafeta/departments/:id', to: 'estafeta_pages#department', as: :estafeta_department
get 'estafeta/issues/:id/panel', to: 'estafeta_panels#show', as: :estafeta_panel
get 'projects/:id/estafeta', to: 'estafeta_pages#desk', as: :project_estafeta
get 'estafeta/templates', to: 'estafeta_templates#index', as: :estafeta_templates
post 'estafeta/preview', to: 'estafeta_previews#create', as: :estafeta_preview
