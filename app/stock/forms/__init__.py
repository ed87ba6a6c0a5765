"""What a person types about kits and goods."""

from app.stock.forms.kits import ContentsForm, KitForm

__all__ = ["ContentsForm", "KitForm"]
