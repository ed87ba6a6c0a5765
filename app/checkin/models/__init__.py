"""What the desk keeps: hand-overs and what was not taken of them, emergency kits, what shall be delivered."""

from app.checkin.models.deliveries import DeliveryRequest
from app.checkin.models.emergencies import EmergencyIssue, EmergencyReason, EmergencyReversal
from app.checkin.models.hand_overs import CollectorKind, HandOver, Method, RefusedScan, Reversal, Verdict
from app.checkin.models.refused import RefusedItem, RefusedReason

__all__ = [
    "CollectorKind",
    "DeliveryRequest",
    "EmergencyIssue",
    "EmergencyReason",
    "EmergencyReversal",
    "HandOver",
    "Method",
    "RefusedItem",
    "RefusedReason",
    "RefusedScan",
    "Reversal",
    "Verdict",
]
