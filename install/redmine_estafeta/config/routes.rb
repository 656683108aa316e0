# frozen_string_literal: true

get 'estafeta/capabilities', to: 'estafeta_capabilities#show', defaults: { format: 'json' }
